/** Sends fields to one of our doors, and resolves with its answer in JSON. Rejects when nothing came back, with a
    SyntaxError when what came back is no JSON. */
export const ask = async (door, fields = {}, { signal } = {}) => {
  const answer = await fetch(door, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(fields),
    signal,
  });
  return answer.json();
};
