const BLOCK = 64;

/**
 * Write frames as numpy does: uint8 (frames, height, width, 3).
 * @param {import("./clip.js").Pixels} pixels
 * @returns {File}
 */
export function npy({ frames, height, width, data }) {
  const words = `{'descr': '|u1', 'fortran_order': False, 'shape': (${frames}, ${height}, ${width}, 3), }`;
  const length = Math.ceil((10 + words.length + 1) / BLOCK) * BLOCK - 10;
  const header = new Uint8Array(10 + length);
  header.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, length & 255, length >> 8]);
  header.set(new TextEncoder().encode(words.padEnd(length - 1) + "\n"), 10);
  const colours = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    colours[to++] = data[from];
    colours[to++] = data[from + 1];
    colours[to++] = data[from + 2];
  }
  return new File([header, colours], "clip.npy", { type: "application/octet-stream" });
}
