"""Content-addressed artifacts: results kept under the digest of what they were made from.

A key is 64 hex digits. Bytes that come from outside (masters, files) are kept under their own sha256; results of
stages under :func:`key_of` of all they depend on. They lie on a local disk or in S3-compatible object storage.
"""

from localize.store.base import Store
from localize.store.keys import Key, digest_file, key_of, typed_errors
from localize.store.local import LocalStore
from localize.store.opening import open_store

__all__ = ["Key", "LocalStore", "Store", "digest_file", "key_of", "open_store", "typed_errors"]
