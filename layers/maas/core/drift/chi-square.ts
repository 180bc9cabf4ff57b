/**
 * The value that a chi-square of so many degrees of freedom exceeds with this probability, by
 * Wilson and Hilferty (1931): less than 2 % off, but for one degree up to 6 % too high.
 */
export function chiSquareQuantile(degrees: number, exceedance: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + normalQuantile(exceedance) * Math.sqrt(spread)) ** 3;
}

/**
 * The value that a standard normal exceeds with this probability, below one half: Abramowitz and
 * Stegun 26.2.23, off by less than 0.00045.
 */
function normalQuantile(exceedance: number): number {
  const t = Math.sqrt(-2 * Math.log(exceedance));
  return (
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  );
}
