// Sees every instance of the core that is made, which the package itself keeps to itself.

export interface CoreExports {
  readonly memory: WebAssembly.Memory
  tcpless_open(limitBytes: number): number
  tcpless_close(handle: number): void
  tcpless_input(handle: number, bytes: number): number
  tcpless_build(handle: number, bytes: number): number
  tcpless_feed(handle: number, bytes: number, flags: number): number
  tcpless_output(handle: number): number
  tcpless_reset(handle: number): number
  /** 0: open contexts, 1: bytes they hold. */
  tcpless_inspect(what: number): number
  /** Test builds only. 1: the next feed traps; 2: the allocation number `countdown` and all later ones fail. */
  tcpless_fault?(kind: number, countdown: number): void
}

/** How often each function of an instance was called. */
export interface SeenInstance {
  readonly exports: CoreExports
  readonly calls: Record<string, number>
}

/**
 * Starts to watch; the list grows as instances are made.
 *
 * @param during is called in the middle of each call
 */
export function watchInstances(during: (name: string) => void = () => {}): SeenInstance[] {
  const seen: SeenInstance[] = []
  const Real = WebAssembly.Instance
  class Watched extends Real {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports)
      const calls: Record<string, number> = {}
      const counted: Record<string, unknown> = {}
      for (const [name, value] of Object.entries(this.exports)) {
        counted[name] =
          typeof value !== 'function'
            ? value
            : (...all: unknown[]) => {
                calls[name] = (calls[name] ?? 0) + 1
                during(name)
                return value(...all)
              }
      }
      seen.push({ exports: this.exports as unknown as CoreExports, calls })
      Object.defineProperty(this, 'exports', { value: counted })
    }
  }
  WebAssembly.Instance = Watched
  return seen
}
