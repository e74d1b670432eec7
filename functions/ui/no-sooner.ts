/**
 * Does some work for whoever names an address, and ends no sooner than `rest`, also where it fails: how
 * long it took would tell whether anybody has the address. `rest` lets more time pass than the work takes.
 */
export const noSooner = async (rest: () => Promise<void>, work: () => Promise<void>): Promise<void> => {
  const rested = rest()
  try {
    await work()
  } finally {
    await rested
  }
}
