/** Where two texts differ, letter by letter: what a clerk's eye should not have to look for. */

export interface Piece {
  text: string;
  same: boolean;
}
const LONGEST = 400;

/** Return both texts cut into pieces that they share and pieces that they don't. */
export function differences(one: string, other: string): [Piece[], Piece[]] {
  const [a, b] = [[...one], [...other]];
  if (a.length > LONGEST || b.length > LONGEST) {
    const same = one === other;
    return [[{ text: one, same }], [{ text: other, same }]];
  }
  const [inA, inB] = shared(a.map(folded), b.map(folded));
  return [pieces(a, inA), pieces(b, inB)];
}

/** Full width and capitals are no difference. */
function folded(letter: string): string {
  return letter.normalize("NFKC").toLowerCase();
}

/** Which letters of each are in the longest common subsequence. */
function shared(a: string[], b: string[]): [boolean[], boolean[]] {
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const [inA, inB] = [a.map(() => false), b.map(() => false)];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      inA[i++] = true;
      inB[j++] = true;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return [inA, inB];
}

function pieces(letters: string[], same: boolean[]): Piece[] {
  const found: Piece[] = [];
  letters.forEach((letter, i) => {
    const last = found.at(-1);
    if (last && last.same === (same[i] ?? false)) last.text += letter;
    else found.push({ text: letter, same: same[i] ?? false });
  });
  return found;
}
