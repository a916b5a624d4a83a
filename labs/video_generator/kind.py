"""Which generations may be computed as one batch: those of one shape, whatever they show."""

from collections.abc import Hashable

from labs.video_generator.settings import VideoParams


def kind(params: VideoParams) -> Hashable | None:
    """Return what generations share that go through the network together.

    Trainings go alone, and so do the clips of larger models.
    """
    if not params.is_own:
        return None
    own = {"prompt", "instead", "seed", "enhance", "learning_steps"}
    return bool(params.instead), params.network, *params.model_dump(exclude=own).values()
