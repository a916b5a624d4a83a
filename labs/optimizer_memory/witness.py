"""What a GPU says of its own memory, to hold against the tracker. Not yet checked on one."""

import torch

from labs.optimizer_memory.events import Witnessed

ABSENT = (
    "No GPU was there, so nothing but the tracker has measured this. On a worker with a CUDA "
    "device this panel shows torch.cuda.max_memory_allocated beside the simulation; that part of "
    "the code was written from the documentation and has not been checked on a GPU."
)


class DeviceMemory:
    """The allocator's own peak over a step, above what was there before it."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.before = self.peak = 0

    @property
    def exists(self) -> bool:
        return self.device.startswith("cuda")

    def begin(self) -> None:
        if self.exists:
            torch.cuda.synchronize(self.device)
            torch.cuda.reset_peak_memory_stats(self.device)
            self.before = torch.cuda.memory_allocated(self.device)

    def end(self) -> None:
        if self.exists:
            torch.cuda.synchronize(self.device)
            self.peak = torch.cuda.max_memory_allocated(self.device) - self.before


def witnessed(device: str, optimizer: str, memory: DeviceMemory, simulated: int) -> Witnessed:
    """Hold the growth that a device measured over a step against the simulated one."""
    if not memory.exists:
        return Witnessed(device=device, said=ABSENT)
    residual = memory.peak - simulated
    return Witnessed(
        device=torch.cuda.get_device_name(device), optimizer=optimizer,
        measured_bytes=memory.peak, simulated_bytes=simulated, residual_bytes=residual,
        said="Both count what a step adds to what was there before it. What is left is workspace "
        "that libraries allocate for themselves (cuBLAS keeps one for each stream), and ops "
        "that compute otherwise on the device than in the simulation.",
    )  # fmt: skip
