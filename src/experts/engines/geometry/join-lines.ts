/** @module Lines as words mention them, put together: `AB` and a point D on `AB` are one line A, D, B. */
export function joinLines(mentioned: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const lines: (readonly string[])[] = [];
  for (const line of [...mentioned].sort((a, b) => b.length - a.length)) {
    const clean = [...new Set(line)];
    if (clean.length < 2 || lines.some((known) => clean.every((point) => known.includes(point)))) continue;
    const other = lines.findIndex((known) => known[0] === clean[0] && known.at(-1) === clean.at(-1));
    // Two points that different sentences put on one line: in which order is not known.
    if (other >= 0 && clean.length > 2) continue;
    lines.push(clean);
  }
  return lines;
}
