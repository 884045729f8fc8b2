"""Files by content."""

import hashlib
from io import BytesIO
from stat import S_IMODE

import pytest

from gateways import Rejected, Unreachable
from gateways.files import Files


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def files(folder):
    return Files(folder)


def everything(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [b"", b"Rechnung", bytes(range(256)) * 1000])
def test_what_was_put_comes_back_from_bytes_and_from_a_stream(content, files):
    key = files.put(content)
    assert key == files.put(BytesIO(content)) == hashlib.sha256(content).hexdigest()
    with files.open(key) as file:
        assert file.read() == content
    assert files.size(key) == len(content)


def test_equal_files_lie_there_once_two_folders_deep_for_the_owner_only(files, folder):
    key = files.put(b"gleich")
    assert files.put(b"gleich") == key
    assert everything(folder) == [folder / key[:2] / key[2:4] / key]
    assert S_IMODE(everything(folder)[0].stat().st_mode) == 0o600


def test_an_upload_that_breaks_off_leaves_nothing_behind(files, folder):
    class Broken(BytesIO):
        def read(self, size=-1):
            chunk = super().read(size)
            if not chunk:
                raise ConnectionResetError
            return chunk

    with pytest.raises(Unreachable):
        files.put(Broken(b"halb"))
    assert everything(folder) == []


@pytest.mark.parametrize("key", ["0" * 64, "", "../../etc/passwd", "0" * 63, "A" * 64, "0" * 64 + "\n", "/" * 64])
def test_an_unknown_or_malformed_key_is_refused(key, files):
    with pytest.raises(Rejected, match="Diese Datei gibt es nicht"):
        files.open(key)
    with pytest.raises(Rejected):
        files.size(key)


def test_a_folder_that_cannot_be_written_may_come_back(folder):
    folder.write_text("in the way")
    with pytest.raises(Unreachable):
        Files(folder).put(b"Inhalt")


def test_a_deleted_file_is_gone_and_deleting_it_again_is_fine(files, folder):
    key, other = files.put(b"weg"), files.put(b"bleibt")
    files.delete(key)
    files.delete(key)
    with pytest.raises(Rejected):
        files.open(key)
    assert everything(folder) == [folder / other[:2] / other[2:4] / other]


def test_only_a_key_of_ours_is_deleted(files, folder):
    with pytest.raises(Rejected):
        files.delete("../../etc/passwd")
    folder.write_text("in the way")
    with pytest.raises(Unreachable):
        files.delete("0" * 64)
