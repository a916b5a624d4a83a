"""The functional forms that the lab can fit, by name."""

from labs.scaling_laws.forms.broken import Broken
from labs.scaling_laws.forms.chinchilla import Chinchilla
from labs.scaling_laws.forms.form import FunctionalForm
from labs.scaling_laws.forms.general import General
from labs.scaling_laws.forms.kaplan import Kaplan
from labs.scaling_laws.forms.power import Power, PowerFloor
from labs.scaling_laws.forms.repeated import DataConstrained
from labs.scaling_laws.needs import Form

FORMS: dict[Form, FunctionalForm] = {
    "power": Power(),
    "power_floor": PowerFloor(),
    "chinchilla": Chinchilla(),
    "kaplan": Kaplan(),
    "general": General(),
    "data_constrained": DataConstrained(),
    "bnsl1": Broken(1),
    "bnsl2": Broken(2),
}
