"""Every error this library raises on purpose.

::

    LocalizeError
    ├── InvalidInput            what the caller gave cannot be used
    │   ├── InvalidMedia        a master that is not a film we can read
    │   ├── InvalidSubtitle     a subtitle file or cue that breaks its format
    │   ├── InvalidGlossary     a term base with a broken row or column
    │   ├── InvalidPackage      a package that is not what its manifest says
    │   ├── UnknownLanguage     a tag we do not know or do not serve
    │   └── UnsafePath          a file name that would leave its folder
    ├── NotFound                a named thing that is not there
    ├── Conflict                somebody changed it first, or it exists already
    ├── NotAllowed              rights, licences or consent forbid it
    ├── EngineError             an engine failed on good input
    │   ├── EngineUnavailable   a program, model or device is missing
    │   └── NotSpeakable        a script or line the voice cannot say
    ├── StorageError            the artifact store failed
    │   ├── StorageFull         no space left
    │   └── DigestMismatch      bytes are not what their name promises
    └── Cancelled               the caller asked to stop

Each error carries ``field`` (the argument, column or path at fault, dotted) and ``hint`` (what to do about
it), so that the command line and the service can show both without parsing messages.
"""

from __future__ import annotations


class LocalizeError(Exception):
    """The root of all errors raised on purpose.

    Args:
        message: What is wrong, in one sentence, for a person.
        field: The argument, column or path at fault, dotted; empty when none is.
        hint: What to do about it; empty when nothing is known to help.
    """

    code = "internal"

    def __init__(self, message: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.hint = hint

    def __str__(self) -> str:
        """Return the message with its field and hint, as the command line shows it."""
        where = f"{self.field}: " if self.field else ""
        what = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{what}"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive pickling: jobs carry errors across processes."""
        return (_rebuild, (type(self), self.__dict__.copy()))


def _rebuild(kind: type[LocalizeError], state: dict[str, object]) -> LocalizeError:
    error = kind.__new__(kind)
    Exception.__init__(error, state.get("message", ""))
    error.__dict__.update(state)
    return error


class InvalidInput(LocalizeError):
    """What the caller gave cannot be used."""

    code = "invalid_input"


class InvalidMedia(InvalidInput):
    """A master that is not a film we can read."""

    code = "invalid_media"


class InvalidSubtitle(InvalidInput):
    """A subtitle file or cue that breaks its format.

    Args:
        message: What is wrong.
        line: One-based line of the file; 0 when it has none (a binary format, a whole-file fault).
        field: As in :class:`LocalizeError`.
        hint: As in :class:`LocalizeError`.
    """

    code = "invalid_subtitle"

    def __init__(self, message: str, *, line: int = 0, field: str = "", hint: str = "") -> None:
        super().__init__(f"line {line}: {message}" if line else message, field=field, hint=hint)
        self.line = line


class InvalidGlossary(InvalidInput):
    """A term base with a broken row or column.

    Args:
        message: What is wrong.
        row: One-based row of the file, the header being row 1; 0 for the file as a whole.
        field: The column.
        value: What the cell holds.
        hint: As in :class:`LocalizeError`.
    """

    code = "invalid_glossary"

    def __init__(self, message: str, *, row: int = 0, field: str = "", value: str = "", hint: str = "") -> None:
        super().__init__(f"row {row}: {message}" if row else message, field=field, hint=hint)
        self.row = row
        self.reason = message
        self.value = value


class InvalidPackage(InvalidInput):
    """A package that is not what its manifest says."""

    code = "invalid_package"


class UnknownLanguage(InvalidInput):
    """A language tag we do not know, or do not serve in that direction."""

    code = "unknown_language"


class UnsafePath(InvalidInput):
    """A file name that would leave the folder it belongs to."""

    code = "unsafe_path"


class NotFound(LocalizeError):
    """A named thing that is not there."""

    code = "not_found"


class Conflict(LocalizeError):
    """Somebody changed it first, or it exists already."""

    code = "conflict"


class NotAllowed(LocalizeError):
    """Rights, licences or consent forbid it."""

    code = "not_allowed"


class EngineError(LocalizeError):
    """An engine failed on good input."""

    code = "engine"


class EngineUnavailable(EngineError):
    """A program, model or device that an engine needs is missing."""

    code = "engine_unavailable"


class NotSpeakable(EngineError):
    """A script or line that the chosen voice cannot say."""

    code = "not_speakable"


class StorageError(LocalizeError):
    """The artifact store failed."""

    code = "storage"


class StorageFull(StorageError):
    """No space is left where the result should go."""

    code = "storage_full"


class DigestMismatch(StorageError):
    """Bytes are not what their name promises."""

    code = "digest_mismatch"


class Cancelled(LocalizeError):
    """The caller asked to stop."""

    code = "cancelled"
