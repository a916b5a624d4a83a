const NARROW = "\u202f";
const MINUS = "\u2212";
const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const STEPS = /** @type {const} */ ([[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "k"], [1, ""]]);

/** @param {number} value @param {number} [digits] */
export function figures(value, digits = 3) {
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(rounded)));
  return rounded.toFixed(Math.max(decimals, 0)).replace("-", MINUS);
}

/** Counts in k, M, B and T: `67.4 B`. @param {number} value @param {number} [digits] */
export function human(value, digits = 3) {
  const size = Math.abs(Number(value.toPrecision(digits)));
  if (size >= 1e15) return power(value, digits);
  const [step, letter] = STEPS.find(([step]) => size >= step) ?? [1, ""];
  return figures(value / step, digits) + (letter && NARROW + letter);
}

/** As short as it can be without being less exact: `70 M`. @param {number} value */
export function short(value) {
  return human(value, 2).replace(/\.0+(?=\D|$)/, "");
}

/** `5.75 × 10²³` @param {number} value @param {number} [digits] */
export function power(value, digits = 3) {
  const exponent = Math.floor(Math.log10(Number(value.toPrecision(digits))));
  return `${figures(value / 10 ** exponent, digits)}${NARROW}×${NARROW}${tenTo(exponent)}`;
}

/** On an axis: `10²³`, and between two powers of ten `2 × 10²³`. @param {number} value */
export function tenfold(value) {
  const exponent = Math.floor(Math.log10(Number(value.toPrecision(2))));
  const times = short(value / 10 ** exponent);
  return times === "1" ? tenTo(exponent) : `${times}${NARROW}×${NARROW}${tenTo(exponent)}`;
}

/** @param {number} exponent a whole number */
function tenTo(exponent) {
  return `10${superscript(String(exponent))}`;
}

/** @param {string} digits */
export function superscript(digits) {
  return [...digits].map((digit) => SUPERSCRIPTS[/** @type {"0"} */ (digit)] ?? digit).join("");
}

/** `+0.4 %` @param {number} value a relative difference @param {number} [digits] */
export function signedPercent(value, digits = 2) {
  const sign = value > 0 ? "+" : value < 0 ? MINUS : "±";
  return `${sign}${figures(Math.abs(value) * 100, digits)}${NARROW}%`;
}
