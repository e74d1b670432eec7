const isReading = (name: string) => /^(find|list|load|read|calendarOf|now)/.test(name)

/**
 * Dependencies whose process dies before its nth write, counted over all of them from 1: that and all that
 * follow throw. A death after a write, before its answer is heard, leaves the same as one before the next.
 */
export const crashAt = <T extends object>(deps: T, write: number): T => {
  let writes = 0
  const dying = <S extends object>(store: S): S =>
    new Proxy(store, {
      get: (target, name, receiver) => {
        const method = Reflect.get(target, name, receiver)
        if (typeof method !== 'function' || isReading(String(name))) return method
        return async (...args: unknown[]) => {
          writes += 1
          if (writes >= write) throw new Error('killed')
          return await method.apply(target, args)
        }
      },
    })
  return new Proxy(deps, {
    get: (target, name, receiver) => {
      const value = Reflect.get(target, name, receiver)
      return typeof value === 'object' && value !== null ? dying(value) : value
    },
  })
}
