/** The game itself, exact to the pixel: one game, the same rules and random numbers as world.py. */

export const SIZE = 64;
export const KEYS = ["stay", "up", "down", "left", "right"];
const LATTICE = 32;
export const CELLS = 7;
const WALLS = 6;
export const COINS = 6;
const LAMPS = 4;
const PLAYER = 3;
const BALL = 2;
const JUMP = 8;
const MOVES = [[0, 0], [0, -1], [0, 1], [-1, 0], [1, 0]];
/** Games begin from seeds from here on; those for learning stay below. */
export const FIRST_WORLD = 2 ** 31;

/**
 * @typedef {object} Game
 * @property {Uint8Array} solid where a wall is, by row and column of the lattice
 * @property {[number, number][]} coins
 * @property {boolean[]} there which coins have not been taken
 * @property {[number, number]} player
 * @property {[number, number]} ball
 * @property {[number, number]} heading
 * @property {number} lamp
 * @property {number} chance
 */

/** @param {number} state Marsaglia's 32-bit xorshift */
function shifted(state) {
  state ^= state << 13;
  state ^= state >>> 17;
  return (state ^ (state << 5)) >>> 0;
}

/** @param {number} seed */
export function seeded(seed) {
  let state = (Math.imul(seed, 2654435761) + 0x9e3779b9) >>> 0;
  state = (state ^ (state >>> 16)) >>> 0 || 1;
  for (let each = 0; each < 4; each++) state = shifted(state);
  return state;
}

/** Draw a whole number below a limit. @param {{chance: number}} from @param {number} below */
export function drawn(from, below) {
  from.chance = shifted(from.chance);
  return (from.chance >>> 8) % below;
}

/** Begin the game of a seed. @param {number} seed @returns {Game} */
export function begun(seed) {
  const from = { chance: seeded(seed) };
  const cells = Array.from({ length: CELLS * CELLS }, (_, each) => each);
  for (let place = 0; place < WALLS + COINS + 2; place++) {
    const other = place + drawn(from, CELLS * CELLS - place);
    [cells[place], cells[other]] = [cells[other], cells[place]];
  }
  const ways = drawn(from, 4);
  const lamp = drawn(from, LAMPS);
  const coins = cells.slice(WALLS, WALLS + COINS).map(within);
  return {
    solid: walled(cells.slice(0, WALLS)),
    coins,
    there: coins.map(() => true),
    player: corner(cells[WALLS + COINS]),
    ball: within(cells[WALLS + COINS + 1]),
    heading: [(ways % 2) * 2 - 1, (ways >> 1) * 2 - 1],
    lamp,
    chance: from.chance,
  };
}

/** Begin on a board of 49 letters. @param {string} board @param {number} seed @returns {Game} */
export function laid(board, seed) {
  const all = [...board].map((letter, cell) => ({ letter, cell }));
  const of = (/** @type {string} */ wanted) => all.filter(({ letter }) => letter === wanted).map(({ cell }) => cell);
  const coins = of("o").map(within);
  return {
    ...begun(seed), solid: walled(of("#")), coins, there: coins.map(() => true),
    player: corner(of("P")[0]), ball: within(of("B")[0]),
  };
}

/** Let a game go one step on. @param {Game} game @param {number} key @returns {Game} */
export function step(game, key) {
  const player = moved(game.solid, game.player, key);
  const there = game.there.map((left, coin) => left && !touches(player, game.coins[coin]));
  const next = { ...game, player, there };
  bounce(next);
  const jumps = drawn(next, JUMP) === 0;
  const by = drawn(next, LAMPS - 1);
  if (jumps) next.lamp = (next.lamp + 1 + by) % LAMPS;
  return next;
}

/**
 * Where a key sends a player: nowhere if a wall is in the way.
 * @param {Uint8Array} solid @param {[number, number]} player @param {number} key @returns {[number, number]}
 */
export function moved(solid, player, key) {
  const wanted = /** @type {[number, number]} */ ([player[0] + MOVES[key][0], player[1] + MOVES[key][1]]);
  return covers(solid, wanted, PLAYER) ? player : wanted;
}

/** Whether a player takes a coin. @param {[number, number]} player @param {[number, number]} coin */
export function touches(player, coin) {
  return coin.every((at, axis) => Math.abs(at - player[axis] - 0.5) < PLAYER / 2 + 1);
}

/** @param {Game} game */
function bounce(game) {
  const [x, y] = game.ball;
  const [along, down] = game.heading;
  const beside = covers(game.solid, [x + along, y], BALL);
  const above = covers(game.solid, [x, y + down], BALL);
  const inCorner = !beside && !above && covers(game.solid, [x + along, y + down], BALL);
  game.heading = [beside || inCorner ? -along : along, above || inCorner ? -down : down];
  const wanted = /** @type {[number, number]} */ ([x + game.heading[0], y + game.heading[1]]);
  if (!covers(game.solid, wanted, BALL)) game.ball = wanted;
}

/** @param {Uint8Array} solid @param {[number, number]} place @param {number} size */
function covers(solid, [x, y], size) {
  const wide = Math.sqrt(solid.length);
  for (let down = 0; down < size; down++) {
    for (let along = 0; along < size; along++) {
      const row = Math.min(Math.max(y + down, 0), wide - 1);
      const column = Math.min(Math.max(x + along, 0), wide - 1);
      if (solid[row * wide + column]) return true;
    }
  }
  return false;
}

/** @param {number} cell @returns {[number, number]} */
function corner(cell) {
  return [2 + 4 * (cell % CELLS), 2 + 4 * Math.floor(cell / CELLS)];
}

/** @param {number} cell @returns {[number, number]} */
function within(cell) {
  const [x, y] = corner(cell);
  return [x + 1, y + 1];
}

/** @param {number[]} blocks */
function walled(blocks) {
  const solid = new Uint8Array(LATTICE * LATTICE);
  const edge = (/** @type {number} */ at) => at < 2 || at >= LATTICE - 2;
  for (let at = 0; at < solid.length; at++) solid[at] = Number(edge(at % LATTICE) || edge(Math.floor(at / LATTICE)));
  for (const [x, y] of blocks.map(corner)) {
    for (let down = 0; down < 4; down++) solid.fill(1, (y + down) * LATTICE + x, (y + down) * LATTICE + x + 4);
  }
  return solid;
}
