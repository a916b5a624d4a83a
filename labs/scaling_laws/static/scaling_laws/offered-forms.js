import { whenChanged } from "../js/chart/watch.js";

/** Grey the laws that these runs cannot tell, each with its reason, where one chooses. */
const list = document.querySelector("ul.offered");
const choice = document.querySelector('form.controls select[name="form"]');

if (list && choice instanceof HTMLSelectElement) {
  grey(list, choice);
  whenChanged([list], () => grey(list, choice));
}

/**
 * @param {Element} offered
 * @param {HTMLSelectElement} select
 */
function grey(offered, select) {
  for (const option of select.options) {
    const untold = offered.querySelector(`.untold[data-form="${option.value}"] .reason`);
    option.disabled = untold !== null;
    option.title = untold?.textContent ?? "";
  }
}
