"""A program of its own: adds diacritics to Arabic lines with the model that piper's wheel carries.

piper-tts is GPL, so its code never lives in our process: :mod:`localize.engines.tashkeel` starts this file as a
separate program, as it does for espeak-ng. It imports nothing of the package.

Argument: the folder of piper's ``tashkeel``. In: one JSON line per request, a list of texts. Out per request: one JSON
line, the list of the same texts with diacritics.
"""

import functools
import importlib.util
import json
import os
import sys
from pathlib import Path

import onnxruntime

#: The model takes no more at once; a line of dialogue is never as long.
_LONGEST = 4000


def main() -> int:
    """Serve requests until the pipe closes."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    folder = Path(sys.argv[1])
    found = importlib.util.spec_from_file_location("tashkeel", folder / "__init__.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    options = onnxruntime.SessionOptions()
    # The model is small: on several threads it takes five times the cpu of one.
    options.intra_op_num_threads = 1
    vars(module)["InferenceSession"] = functools.partial(onnxruntime.InferenceSession, sess_options=options)
    diacritize = module.TashkeelDiacritizer(folder)
    for line in sys.stdin.buffer:
        texts = json.loads(line)
        said = [diacritize(text) if len(text) <= _LONGEST else text for text in texts]
        out.write(json.dumps(said).encode() + b"\n")
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
