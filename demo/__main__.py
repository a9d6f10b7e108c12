"""``python -m demo``: the main job, end to end, on real input, behind gRPC.

Makes a micro-drama episode, starts the real server on a free loopback port, and as a client creates the title with its
characters and a glossary, uploads the master, asks for all twelve languages, shows live progress, and downloads the
package.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from demo.master import make_master
from localize.cli.progress import row_of, table_of
from localize.cli.verify import show
from localize.engines.c2pa import C2PAReader
from localize.engines.certificates import TestCertificate, make_test_certificate
from localize.engines.media.ffmpeg import FFmpeg
from localize.errors import EngineUnavailable, LocalizeError
from localize.language import TARGETS, language
from localize.model import Character, Gender
from localize.verification import Tools, verify
from server._gen.localization.v1 import localization_pb2
from server.client import Client

HERE: Final = Path(__file__).parent
_SERVER_SECONDS: Final = 60
_STAGES: Final = {"ingest": "read the master", "recognize": "listen", "read": "read burned-in subtitles", "shots": "find shot changes",
                  "transcript": "put the transcript together", "package": "package"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demo; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__.split("\n")[0],
                                     epilog="example: python -m demo --out out/demo")
    parser.add_argument("--out", type=Path, default=Path("out/demo"), help="folder for the package (default: out/demo)")
    arguments = parser.parse_args(argv)
    console = Console()
    try:
        return _demo(console, arguments.out)
    except LocalizeError as error:
        console.print(f"[red]demo: {error}")
        return 3


def _demo(console: Console, out: Path) -> int:
    begin = time.monotonic()
    work = out.parent / "demo-work"
    shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with console.status("making the demo episode (pictures, voices, music, burned-in subtitles)"):
        master = make_master(work / "kapok-teahouse-02.mp4")
    console.print(f"made {master.path.name}: {float(master.duration):.0f} s, {len(master.lines)} lines, "
                  f"{sum(line.known for line in master.lines)} of them recurring ({time.monotonic() - begin:.0f} s)")
    for note in master.notes:
        console.print(f"[yellow]{note}")
    certificate = make_test_certificate(work / "certificate")
    with _server(work, certificate) as address, Client(address) as client:
        console.print(f"server on {address} (SQLite and local store in {work / 'data'})")
        name, metadata, package = _localize(console, client, master.path)
        _download(console, client, package, out)
        streams = _streams(console, client, name, out)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    _tables(console, metadata)
    _closing(console, out, manifest, time.monotonic() - begin)
    good = _verified(console, out, certificate)
    return 0 if _verified(console, streams, certificate) and good else 1


def _download(console: Console, client: Client, package: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with _bars(console) as bars:
        task = bars.add_task(f"download {out.name}", total=1)
        client.download(package, out, progress=lambda done, total: bars.update(task, completed=done, total=total))


def _streams(console: Console, client: Client, master: str, out: Path) -> Path:
    """Ask for the same languages as HLS and DASH, which makes nothing again but the package; return its folder."""
    folder, begin = out.with_name(f"{out.name}-streams"), time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    with console.status("the same as HLS and DASH: transcript, translations and dubs are found in the store"):
        operation = client.localize(master, [item.tag for item in TARGETS], profile="generic-hls")
        package = client.wait(operation.name).package
    console.print(f"streams in {time.monotonic() - begin:.0f} s")
    _download(console, client, package, folder)
    console.print(f"play {folder / 'stream' / 'main.m3u8'} or {folder / 'stream' / 'manifest.mpd'} from a web server")
    return folder


def _localize(console: Console, client: Client, path: Path) -> tuple[str, localization_pb2.LocalizeMetadata, str]:
    """Create, upload, ask and wait; return the master's name, how every step went and the package's name."""
    data = json.loads((HERE / "title.json").read_text("utf-8"))
    people = [Character(row["name"], tuple(row["aliases"]), Gender(row["gender"]), tuple(row["renderings"].items()))
              for row in data["characters"]]
    terms = client.create_glossary(data["display_name"], (HERE / "glossary.csv").read_bytes(), source=data["language"])
    title = client.create_title(data["display_name"], source=data["language"], kind=data["kind"], glossary=terms.name,
                                characters=people)
    master = client.create_master(title.name, f"Episode {data['episode']}")
    with _bars(console) as bars:
        task = bars.add_task("upload", total=1)
        client.upload(master.name, path, progress=lambda done, total: bars.update(task, completed=done, total=total))
    console.print(f"created {title.name} with {len(people)} characters and {terms.name}")
    operation = client.localize(master.name, [item.tag for item in TARGETS])
    last = localization_pb2.LocalizeMetadata()
    with Progress(TextColumn("{task.description:<34}"), BarColumn(bar_width=30), TextColumn("{task.percentage:>3.0f}%"),
                  TimeElapsedColumn(), TextColumn("{task.fields[note]}"), console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def told(metadata: localization_pb2.LocalizeMetadata) -> None:
            last.CopyFrom(metadata)
            _show(bars, tasks, metadata)

        response = client.wait(operation.name, told=told)
    return master.name, last, response.package


def _show(bars: Progress, tasks: dict[str, TaskID], metadata: localization_pb2.LocalizeMetadata) -> None:
    """Draw one bar for each source step and one for each language."""
    shares: dict[str, list[float]] = {}
    words: dict[str, str] = {}
    notes: dict[str, str] = {}
    for step in metadata.steps:
        name = step.language or step.stage
        words[name] = f"{language(name).name} ({name})" if step.language else _STAGES.get(name, name)
        done = step.state == localization_pb2.STEP_STATE_SUCCEEDED
        shares.setdefault(name, []).append(1.0 if done else step.progress)
        if 0 < step.progress < 1 or done:
            notes[name] = step.stage if step.language else ""
    for name, values in shares.items():
        if name not in tasks:
            tasks[name] = bars.add_task(words[name], total=1.0, note="")
        bars.update(tasks[name], completed=sum(values) / len(values), note=notes.get(name, ""))


@contextmanager
def _server(work: Path, certificate: TestCertificate) -> Iterator[str]:
    """Run the real server as a program of its own; end it in any case."""
    port_file, log = work / "address", (work / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "serve", "--data", str(work / "data"), "--listen", "127.0.0.1:0",
         "--insecure-loopback", "--port-file", str(port_file), "--signing-certificate", str(certificate.chain),
         "--signing-key", str(certificate.key), "--producer", "Kapok-Teahouse-Demo"], stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + _SERVER_SECONDS
        while not port_file.is_file():
            if process.poll() is not None or time.monotonic() > deadline:
                raise EngineUnavailable("the server did not start", hint=f"see {log.name}")
            time.sleep(0.05)
        yield port_file.read_text("utf-8").strip()
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _bars(console: Console) -> Progress:
    return Progress(TextColumn("{task.description:<34}"), BarColumn(bar_width=30), DownloadColumn(), console=console)


def _tables(console: Console, metadata: localization_pb2.LocalizeMetadata) -> None:
    """Draw what was made for each language, then how long the source side took."""
    steps = {step.step: step for step in metadata.steps}
    rows, failures = [], []
    for item in TARGETS:
        mine = {stage: steps[f"{stage}/{item.tag}"] for stage in ("translate", "subtitle", "dub")}
        failed = next((step for step in mine.values() if step.state == localization_pb2.STEP_STATE_FAILED), None)
        if failed is not None:
            failures.append(f"[red]{item.tag} failed in {failed.stage}: {failed.error.message}")
            continue
        rows.append(row_of(item.tag, {stage: dict(step.details) for stage, step in mine.items()},
                           {stage: _seconds(step) for stage, step in mine.items()}))
    console.print(table_of(rows))
    for failure in failures:
        console.print(failure)
    console.print("source side: " + ", ".join(f"{_STAGES[name]} {_seconds(steps[name]):.1f} s" for name in _STAGES
                                              if name in steps))


def _seconds(step: localization_pb2.StepProgress) -> float:
    return step.elapsed.ToMilliseconds() / 1000


def _verified(console: Console, out: Path, certificate: TestCertificate) -> bool:
    """Verify the package as a partner would, print the verdict, and return whether nothing is wrong."""
    tools = Tools(C2PAReader(certificate.authority.read_bytes()), FFmpeg(), trusts=True)
    with console.status("verifying the package: digests, labels, signatures, playlists, rules"):
        verdict = verify(out, tools)
    console.print(f"localize verify {out} --trust {certificate.authority}", markup=False)
    show(console, verdict)
    return verdict.good


def _closing(console: Console, out: Path, manifest: dict[str, Any], seconds: float) -> None:
    starters = [model["name"] for model in manifest["models"] if model.get("starter")]
    console.print(f"package in {out}: {len(manifest['files'])} files, {seconds:.0f} s in all")
    for name in ("contact-sheet.png", "report.html"):
        if (out / name).is_file():
            console.print(f"look at {out / name}")
    if starters:
        console.print(f"[yellow]starter models ({', '.join(starters)}): for trying out, not for delivery")


if __name__ == "__main__":
    sys.exit(main())
