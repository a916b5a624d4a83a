import pytest

from labs.optimizer_memory.shapes import SHAPES


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        ("llama-7b", 6_738_415_616),
        ("llama-13b", 13_015_864_320),
        ("llama-30b", 32_528_943_616),
        ("llama-65b", 65_285_660_672),
        ("llama-3-8b", 8_030_261_248),
        ("mistral-7b", 7_241_732_096),
        ("llama-3.2-1b", 1_235_814_400),
        ("qwen2.5-0.5b", 494_032_768),
    ],
)
def test_it_counts_the_parameters_that_were_published(model: str, parameters: int):
    assert SHAPES[model].parameters == parameters


def test_the_largest_tensor_of_llama_is_an_embedding():
    assert SHAPES["llama-7b"].largest == 32_000 * 4096
