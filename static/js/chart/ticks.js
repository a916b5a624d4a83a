const FINE = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9];
const MIDDLING = [1, 1.5, 2, 2.5, 3, 4, 5, 7];
const COARSE = [1, 2, 3, 5];
const SPARSE = [1, 3];

/**
 * Round values that fill a linear domain with about `count` ticks.
 * @param {[number, number]} domain
 * @param {number} count
 * @returns {number[]}
 */
export function linearTicks([low, high], count) {
  const rough = (high - low) / Math.max(count, 1);
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((factor) => unit * factor >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/**
 * Powers of ten, or round values between them where the domain is narrow.
 * @param {[number, number]} domain
 * @param {number} count at most so many
 * @returns {number[]}
 */
export function logTicks(domain, count) {
  const decades = mantissas(domain, [1]);
  if (decades.length > 3) return thinned(decades, count);
  const choices = [FINE, MIDDLING, COARSE, SPARSE].map((set) => mantissas(domain, set));
  return choices.find((ticks) => ticks.length <= count) ?? decades;
}

/** @param {[number, number]} domain @param {number[]} set */
function mantissas([low, high], set) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++) {
    for (const each of set) {
      const value = Number(`${each}e${power}`);
      if (value >= low && value <= high) found.push(value);
    }
  }
  return found;
}

/** @param {number[]} ticks @param {number} count */
function thinned(ticks, count) {
  const every = Math.ceil(ticks.length / Math.max(count, 1));
  return ticks.filter((_, index) => index % every === 0);
}
