// Shares of the classes: result.json has them to three decimals, pages to one, each rounded from the whole number.
import assert from "node:assert/strict";

export const roundingPercent = 0.05 + 0.0005 + 1e-9;

export const sharesOf = (result) => ["0", "1+", "2+", "3+"].map((name) => result.percent[name].value);

// `shown`: {score, percent} as a page says it.
export function assertShows(shown, result, message) {
  const percent = sharesOf(result);
  assert.equal(shown.score, result.score, message);
  assert.equal(shown.percent.length, percent.length, message);
  for (const [i, share] of percent.entries())
    assert.ok(Math.abs(shown.percent[i] - share) <= roundingPercent, `${message ?? ""} shown ${shown.percent}, result.json ${percent}`);
}
