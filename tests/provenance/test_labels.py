"""Labels in every container: what ffmpeg wrote is read back, two are seen as two, what breaks is said."""

from __future__ import annotations

import struct
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.engines.media import find_ffmpeg, find_program
from localize.errors import InvalidMedia
from localize.provenance import carries_label, label, labels, mp4, riff

VALUE = label("localize", "digest")
_TAGS = ["-movflags", "use_metadata_tags"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with one second of sound or picture in every container, labelled by ffmpeg where it can."""
    out = tmp_path_factory.mktemp("labels")
    sine = ["-f", "lavfi", "-i", "sine=d=1"]
    film = [*sine, "-f", "lavfi", "-i", "testsrc=s=64x64:d=1"]
    for name, source, extra in (("film.mp4", film, _TAGS), ("film.mov", film, _TAGS), ("film.mkv", film, []),
                                ("dub.m4a", sine, _TAGS), ("dub.mp3", sine, []), ("dub.flac", sine, []),
                                ("old.mp3", sine, ["-id3v2_version", "3"]), ("film.ts", film, []),
                                ("plain.wav", sine, []), ("live.mkv", film, ["-live", "1"])):
        command = [find_ffmpeg(), "-v", "error", *source, "-metadata", f"AIGC={VALUE}", *extra, out / name]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return out


@pytest.mark.parametrize("name", ["film.mp4", "film.mov", "film.mkv", "live.mkv", "dub.m4a", "dub.mp3", "old.mp3", "dub.flac"])
def test_one_label_is_read_back(folder, name):
    assert labels(folder / name) == (VALUE,)
    assert carries_label(folder / name)


def test_a_transport_stream_and_text_carry_none(folder, tmp_path):
    text = tmp_path / "en.srt"
    text.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n", "utf-8")

    for path in (folder / "film.ts", text):
        assert labels(path) == ()
        assert not carries_label(path)


def test_a_wav_gets_its_chunk_once_and_still_plays(folder, tmp_path):
    once, twice = tmp_path / "once.wav", tmp_path / "twice.wav"
    assert labels(folder / "plain.wav") == ()

    riff.write(folder / "plain.wav", once, VALUE)
    riff.write(once, twice, label("another", "digest"))

    assert labels(once) == labels(twice) == (VALUE,)
    assert once.stat().st_size - 8 == struct.unpack("<I", once.read_bytes()[4:8])[0]
    assert _sound(once) == _sound(folder / "plain.wav")


def test_a_wav_beyond_four_gigabytes_keeps_its_long_size(folder, tmp_path):
    plain = (folder / "plain.wav").read_bytes()
    rest = plain[12:]
    at = rest.index(b"data")
    size = struct.unpack_from("<I", rest, at + 4)[0]
    long = tmp_path / "long.wav"
    rest = rest[:at + 4] + b"\xff\xff\xff\xff" + rest[at + 8:]
    long.write_bytes(b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<IQQQI", 28, len(plain) + 28, size, 0, 0) + rest)

    riff.write(long, tmp_path / "out.wav", VALUE)

    data = (tmp_path / "out.wav").read_bytes()
    assert labels(tmp_path / "out.wav") == (VALUE,)
    assert struct.unpack_from("<Q", data, 20)[0] == len(data) - 8
    assert data[4:8] == b"\xff\xff\xff\xff"


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0AVI "])
def test_what_is_no_wav_is_refused(tmp_path, data):
    (tmp_path / "no.wav").write_bytes(data)

    with pytest.raises(InvalidMedia, match="no WAV"):
        riff.write(tmp_path / "no.wav", tmp_path / "out.wav", VALUE)


@pytest.fixture(scope="module")
def header(folder):
    """Return the CMAF header of a fragmented MP4, unlabelled, and the segment that follows it."""
    path = folder / "fragments.mp4"
    subprocess.run([find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", "sine=d=1", "-movflags", "empty_moov+default_base_moof",
                    path], check=True, stdin=subprocess.DEVNULL)
    data = path.read_bytes()
    cut = data.index(b"moof") - 4
    return data[:cut], data[cut:]


def test_a_cmaf_header_gets_a_label_that_ffmpeg_reads(header, tmp_path):
    init, segment = header
    whole, part = tmp_path / "whole.mp4", tmp_path / "part.m4s"

    labelled = mp4.insert(init, VALUE)
    whole.write_bytes(labelled + segment)
    part.write_bytes(segment)

    assert mp4.insert(labelled, VALUE) == labelled
    assert labels(whole) == (VALUE,)
    assert carries_label(whole)
    assert not carries_label(part)
    assert VALUE in _tags(whole)
    (tmp_path / "bare.mp4").write_bytes(init + segment)
    assert _sound(whole) == _sound(tmp_path / "bare.mp4")


def test_a_header_without_a_movie_is_refused(header):
    with pytest.raises(InvalidMedia, match="movie"):
        mp4.insert(header[1], VALUE)


def test_two_labels_are_seen_as_two(folder, header, tmp_path):
    other = label("another", "digest")
    wav, film, sound = tmp_path / "two.wav", tmp_path / "two.mp4", tmp_path / "two.mkv"
    riff.write(folder / "plain.wav", wav, VALUE)
    wav.write_bytes(wav.read_bytes() + b"\0" * (wav.stat().st_size % 2) + b"AIGC" + struct.pack("<I", 5) + b"again")
    init = mp4.insert(header[0], VALUE)
    at = init.index(b"AIGC")
    film.write_bytes(mp4.insert(init[:at] + b"OTHR" + init[at + 4:], other).replace(b"OTHR", b"AIGC") + header[1])

    assert labels(wav) == (VALUE, "again")
    assert sorted(labels(film)) == sorted((VALUE, other))
    program = find_program("mkvpropedit")
    if program is not None:
        sound.write_bytes((folder / "film.mkv").read_bytes())
        simple = "".join(f"<Simple><Name>AIGC</Name><String>{text}</String></Simple>" for text in ("one", "two"))
        (tmp_path / "tags.xml").write_text(f"<Tags><Tag>{simple}</Tag></Tags>", "utf-8")
        subprocess.run([program, sound, "--tags", f"global:{tmp_path / 'tags.xml'}"], check=True, capture_output=True)
        assert labels(sound) == ("one", "two")


@given(data=st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("any") / "file"
    for head in (b"", b"\0\0\0\x20moov", b"\x1a\x45\xdf\xa3", b"RIFF\0\0\0\0WAVE", b"ID3\4\0\0\0\0\1\0", b"fLaC", b"fLaC\x84"):
        path.write_bytes(head + data)
        for read in (labels, carries_label):
            with suppress(InvalidMedia):
                read(path)


def _tags(path: Path) -> str:
    return subprocess.run([find_ffmpeg(), "-v", "error", "-i", path, "-f", "ffmetadata", "-"], check=True,
                          capture_output=True).stdout.decode().replace("\\", "")


def _sound(path: Path) -> bytes:
    return subprocess.run([find_ffmpeg(), "-v", "error", "-i", path, "-f", "md5", "-"], check=True,
                          capture_output=True).stdout
