"""Larger models: allowed by name, loaded from disk as safetensors, followed step by step."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import torch
from diffusers import (
    AutoencoderKLCogVideoX,
    CogVideoXDDIMScheduler,
    CogVideoXPipeline,
    CogVideoXTransformer3DModel,
)
from pydantic import ValidationError
from transformers import T5Config, T5EncoderModel, T5TokenizerFast

from labs.contract import Choice, Event, Progress, Warned
from labs.video_generator import large
from labs.video_generator.allowed import Allowed, help_for, labelled, read
from labs.video_generator.events import Denoised, Generated
from labs.video_generator.kind import kind
from labs.video_generator.settings import VideoParams
from labs.video_generator.stepwise import stepwise
from workers.local import LocalContext

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Params(VideoParams):
    """The settings where an operator allows a model called Tiny."""

    model: Annotated[Literal["own", "Tiny"], Choice({"own": "Own", "Tiny": "Tiny"})] = "own"


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Allowed:
    """Save a real pipeline, of random weights: 9 frames of 16 × 16 pixels."""
    torch.manual_seed(0)
    words = [(f"▁{word}", -1.0) for word in ["a", "cat", "walks"]]
    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    text = T5Config(vocab_size=32, d_model=32, d_kv=8, d_ff=32, num_layers=1, num_heads=2)
    pipeline = CogVideoXPipeline(
        tokenizer=T5TokenizerFast(vocab=[*special, *words, ("▁", -2.0)], extra_ids=0),
        text_encoder=T5EncoderModel(text),
        vae=AutoencoderKLCogVideoX(
            block_out_channels=(8, 8, 8, 8),
            latent_channels=4,
            layers_per_block=1,
            norm_num_groups=2,
        ),
        transformer=CogVideoXTransformer3DModel(
            num_attention_heads=4,
            attention_head_dim=8,
            in_channels=4,
            out_channels=4,
            time_embed_dim=2,
            text_embed_dim=32,
            num_layers=1,
            sample_width=2,
            sample_height=2,
            sample_frames=9,
        ),
        scheduler=CogVideoXDDIMScheduler(),
    )
    folder = tmp_path_factory.mktemp("tiny")
    pipeline.save_pretrained(folder)
    return Allowed("Tiny", str(folder))


def copy_of(model: Allowed, folder: Path) -> Allowed:
    """Return a model whose small files may be changed."""
    for file in Path(model.source).rglob("*"):
        if file.is_file():
            copied = folder / file.relative_to(model.source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(file.read_bytes())
    return Allowed("Copy", str(folder))


def settings(**given: Any) -> Params:
    return Params.model_validate({"model": "Tiny", "steps": 4, "prompt": "A cat walks."} | given)


def made(params: Params, model: Allowed, out: Path | None = None) -> list[Event]:
    return list(large.generated(params, large.loaded(model), LocalContext(0, {}, out)))


def test_a_saved_pipeline_makes_a_clip_and_every_step_is_told(tiny: Allowed, tmp_path: Path):
    events = made(settings(), tiny, tmp_path)
    told = [each.doing for each in events if isinstance(each, Progress)]
    assert told == [f"step {step} of 4" for step in (1, 2, 3, 4)]
    (clip,) = [each for each in events if isinstance(each, Generated)]
    assert (clip.prompt, clip.frames, clip.height, clip.width) == ("A cat walks.", 9, 16, 16)
    assert clip.webp.startswith("data:image/webp;base64,")
    kept = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert kept.keys() == {"first.webp", "first.mp4", "preview.png"}
    assert kept["first.webp"][8:12] == b"WEBP"
    (last,) = [each for each in events if isinstance(each, Denoised)]
    assert (last.step, last.noise, last.frames) == (4, None, 9)


def test_equal_seeds_give_equal_clips_and_others_do_not(tiny: Allowed):
    clips = [
        next(
            each.artifact for each in made(settings(seed=seed), tiny) if isinstance(each, Generated)
        )
        for seed in (0, 0, 1)
    ]
    assert clips[0] == clips[1] != clips[2]


def test_whoever_stops_listening_stops_the_pipeline_after_that_step(tiny: Allowed):
    pipeline, asked = large.loaded(tiny), []
    pipeline.transformer.register_forward_hook(lambda *_: asked.append(1))
    telling = large.generated(settings(steps=50), pipeline, LocalContext(0, {}, None))
    assert [next(telling).doing for _ in range(3)][-1] == "step 3 of 50"
    telling.close()
    assert len(asked) == 3


def test_what_goes_wrong_in_a_pipeline_is_raised_to_whoever_follows():
    def call(done: Any) -> None:
        done(None, 0, None, {})
        raise MemoryError("too large")

    steps = stepwise(call, str)
    assert next(steps) == "1"
    with pytest.raises(MemoryError, match="too large"):
        next(steps)


def test_on_a_cpu_it_is_refused_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(large.ALLOWED, "Tiny", Allowed("Tiny", "/nowhere"))
    with pytest.raises(ValueError, match="Tiny needs a worker with a GPU that has room for it"):
        list(large.clips(settings(), LocalContext(0, {}, None)))


def test_the_whole_run_loads_a_model_once_and_ends_in_the_labs_figures(
    tiny: Allowed, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(large.ALLOWED, "Tiny", tiny)
    context = LocalContext(0, {}, None)
    context.device = "cpu:0"  # a device by number, as a GPU's worker names its own
    first, again = (list(large.clips(settings(), context)) for _ in range(2))
    assert list(large._held) == [tiny]
    assert first == again
    assert [each.word() for each in first[:3]] == ["warned", "progress", "progress"]
    assert {each.word() for each in first[3:]} == {"progress", "denoised", "generated", "scored"}
    large._held.clear()


def test_a_model_that_was_not_downloaded_is_not_fetched():
    with pytest.raises(ValueError, match="Wan must lie on the worker’s disk whole") as refused:
        large.loaded(Allowed("Wan", "nobody/nothing", COMMIT))
    assert "outgoing traffic has been disabled" in str(refused.value.__cause__)


def test_weights_that_are_no_safetensors_are_not_read(tiny: Allowed, tmp_path: Path):
    copy = copy_of(tiny, tmp_path)
    for part in ("transformer/diffusion_pytorch_model", "text_encoder/model"):
        file = tmp_path / f"{part}.safetensors"
        data = file.read_bytes()
        file.rename(file.with_name(file.name.replace("model.safetensors", "pytorch_model.bin")))
        with pytest.raises(ValueError, match="Copy must lie on the worker’s disk") as refused:
            large.loaded(copy)
        assert f"{Path(part).name}.safetensors" in str(refused.value.__cause__)
        file.write_bytes(data)


@pytest.mark.parametrize("part", ["_class_name", "transformer"])
def test_code_that_comes_with_a_model_is_not_run(part: str, tiny: Allowed, tmp_path: Path):
    copy, ran = copy_of(tiny, tmp_path), tmp_path / "ran"
    code = f"import pathlib\npathlib.Path({str(ran)!r}).touch()\nclass Own: pass\n"
    for folder in (tmp_path, tmp_path / "transformer"):
        (folder / "own.py").write_text(code)
    index = tmp_path / "model_index.json"
    index.write_text(json.dumps({**json.loads(index.read_text()), part: ["own", "Own"]}))
    with pytest.raises(ValueError, match="without code of its own") as refused:
        large.loaded(copy)
    assert "contains custom code" in str(refused.value.__cause__)
    assert not ran.exists()


def test_a_pipeline_that_makes_no_clips_of_a_prompt_is_refused(tiny: Allowed, tmp_path: Path):
    copy = copy_of(tiny, tmp_path)
    index = tmp_path / "model_index.json"
    index.write_text(
        index.read_text().replace("CogVideoXPipeline", "CogVideoXImageToVideoPipeline")
    )
    with pytest.raises(ValueError, match="does not make clips of a prompt alone"):
        large.loaded(copy)


def test_models_are_named_with_a_commit_or_a_folder():
    found = read(f"Wan 2.1=Wan-AI/Wan2.1@{COMMIT}, Own clips=/srv/clips,")
    assert found == {
        "Wan 2.1@0123456789ab": Allowed("Wan 2.1", "Wan-AI/Wan2.1", COMMIT),
        "Own clips": Allowed("Own clips", "/srv/clips"),
    }
    assert list(labelled(found).values()) == ["The lab’s own", "Wan 2.1", "Own clips"]
    assert read("") == {}


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("Wan=Wan-AI/Wan2.1", "all 40 digits of a commit"),
        ("Wan=Wan-AI/Wan2.1@main", "all 40 digits of a commit"),
        (f"Wan=Wan-AI/Wan2.1@{COMMIT[:12]}", "all 40 digits of a commit"),
        ("Wan=clips", "or by NAME=/A/FOLDER"),
        ("/srv/clips", "write it so"),
        ("own=/srv/clips", "give this one a name of its own"),
        ("Other=/elsewhere", "give this one a name of its own"),
    ],
)
def test_a_wrong_entry_is_named_with_its_remedy(entry: str, why: str):
    with pytest.raises(ValueError, match=f"EXPLORER_VIDEO_MODELS has '{entry}'.*{why}"):
        read(f"Other=/srv/other,{entry}")


def test_a_site_with_a_wrong_entry_does_not_start_and_says_why():
    code = "import labs.registry; labs.registry.labs()"
    environment = {**os.environ, "EXPLORER_VIDEO_MODELS": "Wan=Wan-AI/Wan2.1@main"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "has 'Wan=Wan-AI/Wan2.1@main'" in done.stderr.splitlines()[-1]


def test_an_allowed_model_is_a_choice_of_the_settings_and_imports_no_torch():
    code = (
        "import sys\nfrom labs.video_generator.settings import VideoParams\n"
        f"print(VideoParams(model='Wan@{COMMIT[:12]}', prompt='Rain').is_larger)\n"
        "print(*VideoParams.control('model').labels.values(), 'torch' in sys.modules)"
    )
    environment = {**os.environ, "EXPLORER_VIDEO_MODELS": f"Wan=Wan-AI/Wan2.1@{COMMIT}"}
    done = subprocess.check_output([sys.executable, "-c", code], env=environment, text=True)
    assert done.splitlines() == ["True", "The lab’s own Wan False"]


def test_without_one_the_setting_says_what_it_needs():
    said = help_for({})
    assert "a worker with a GPU" in said
    assert "EXPLORER_VIDEO_MODELS" in said
    assert VideoParams.model_fields["model"].description == said
    assert VideoParams.control("model").labels == {"own": "The lab’s own"}


def test_a_larger_model_takes_any_words_as_they_were_typed():
    said = settings(prompt="  Rain, on a  Tin roof! ", frames=48, height=64, width=64, steps=50)
    assert said.prompt == "Rain, on a Tin roof!"
    assert settings(task="learn", prompt="Rain").is_larger is False
    with pytest.raises(ValidationError, match="say in any words what the clip is to show"):
        settings(prompt=" ")


def test_the_labs_own_network_is_as_strict_as_before():
    with pytest.raises(ValidationError, match="'rain'"):
        settings(model="own", prompt="Rain")


def test_clips_of_larger_models_are_computed_alone():
    assert kind(settings()) is None
    assert kind(settings(model="own", prompt="a circle")) is not None


def test_a_larger_models_clip_is_not_judged_and_the_page_says_so(tiny: Allowed):
    assert not {each.word() for each in made(settings(), tiny)} & {"judged", "claimed", "attended"}
    said = large.unchecked("Tiny")
    assert isinstance(said, Warned)
    assert "The checker knows only this lab’s shapes and does not read it" in said.text
