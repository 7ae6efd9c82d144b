// What a load file gives, whichever condition of package.json "imports" chose it. The files
// themselves are written by scripts/generate-loaders.mjs beside the built modules.

declare module '#module/neon' {
  /** The compiled core of Neon. Compiles at the first call where the host does not do it itself. */
  export function loadModule(): WebAssembly.Module
}

declare module '#module/d1' {
  /** The compiled core of D1's binding and of Durable Objects. Compiles at the first call where the host does not do it itself. */
  export function loadModule(): WebAssembly.Module
}

declare module '#module/d1_rest' {
  /** The compiled core of D1's REST API. Compiles at the first call where the host does not do it itself. */
  export function loadModule(): WebAssembly.Module
}

declare module '#module/planetscale' {
  /** The compiled core of PlanetScale. Compiles at the first call where the host does not do it itself. */
  export function loadModule(): WebAssembly.Module
}

declare module '#module/all' {
  /** The compiled core of all services. Compiles at the first call where the host does not do it itself. */
  export function loadModule(): WebAssembly.Module
}

declare module '#module/builder' {
  /** The compiled query builder. Compiles at the first call where the host does not do it itself. */
  export function loadModule(): WebAssembly.Module
}
