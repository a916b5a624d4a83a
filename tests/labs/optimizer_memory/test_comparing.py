from labs.optimizer_memory.comparing import differences, second
from labs.optimizer_memory.paper import reference


def test_what_differs_is_named_and_explained():
    found = {each.category: each for each in differences(reference("adamw"), reference("lomo"))}
    assert {name for name, each in found.items() if each.differs} == {"gradients", "states"}
    assert "fp32 master copy and two moments: 12 bytes a parameter" in found["states"].left
    assert "keeps nothing between steps" in found["states"].right
    assert "at most one" in found["gradients"].right


def test_any_two_settings_can_stand_side_by_side():
    other, strange = second(reference("adamw"), "sgd", "model=llama-13b batch=1, checkpointing=off")
    assert (other.shape.name, other.batch, other.checkpointing) == ("LLaMA-13B", 1, False)
    assert (other.optimizer, strange) == ("sgd", [])


def test_what_is_not_understood_is_handed_back():
    other, strange = second(reference("adamw"), "adamw", "batch=many colour=blue sequence=512")
    assert other == reference("adamw")
    assert strange == ["batch=many", "colour=blue"]
