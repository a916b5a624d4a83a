"""The guide's code is run, not only read."""

import re
from pathlib import Path

import pytest
import torch
import transformers

GUIDE = Path(__file__).parents[3] / "labs" / "optimizer_memory" / "guide.md"
CODE = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_plain_hook_trains_as_sgd_does_and_leaves_no_gradient():
    names: dict[str, object] = {}
    exec(CODE[0], names)  # noqa: S102 - the guide's own code
    model, twin = (torch.nn.Linear(4, 2) for _ in range(2))
    twin.load_state_dict(model.state_dict())
    names["train_without_gradients"](model, 0.1)
    sgd = torch.optim.SGD(twin.parameters(), 0.1)
    inputs = torch.randn(8, 4)
    for each in (model, twin):
        torch.autograd.backward(each(inputs).square().mean())
    sgd.step()
    assert all(weights.grad is None for weights in model.parameters())
    for one, other in zip(model.parameters(), twin.parameters(), strict=True):
        assert torch.equal(one, other)


# The Trainer would pin memory for a GPU; torch says that there is none.
@pytest.mark.filterwarnings("ignore:'pin_memory' argument is set as true but no accelerator")
def test_the_trainer_takes_lomo_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = transformers.LlamaConfig(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        vocab_size=64,
    )  # fmt: skip
    model = transformers.LlamaForCausalLM(config)
    before = [each.detach().clone() for each in model.parameters()]
    tokens = torch.arange(16)
    dataset = [{"input_ids": tokens, "labels": tokens}] * 16
    exec(CODE[1].replace("max_steps=100", "max_steps=2"), {"model": model, "dataset": dataset})  # noqa: S102
    assert not all(map(torch.equal, before, model.parameters()))
