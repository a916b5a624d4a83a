from pathlib import Path

import pytest

from explorer.services.table import cuda_devices, explorer_table


def nvidia_smi(folder: Path, script: str) -> None:
    program = folder / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.fixture
def two_devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nvidia_smi(tmp_path, "echo 0; echo 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


def test_each_device_gets_a_worker_of_its_own(two_devices: None):
    workers = {entry.name: entry for entry in explorer_table(8000).processes}
    assert workers["gpu0"].environment["CUDA_VISIBLE_DEVICES"] == "0"
    assert workers["gpu1"].environment["CUDA_VISIBLE_DEVICES"] == "1"
    assert workers["gpu1"].environment["EXPLORER_DEVICE"] == "cuda:0"
    assert workers["worker"].environment["CUDA_VISIBLE_DEVICES"] == ""
    assert workers["worker"].environment["EXPLORER_DEVICE"] == "cpu"


def test_devices_kept_from_us_get_none(two_devices: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert cuda_devices() == ["1"]


def test_a_driver_that_does_not_answer_means_no_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    nvidia_smi(tmp_path, "echo NVIDIA-SMI has failed; exit 9")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cuda_devices() == []
