// Emscripten 3.1.6 takes a Node with fetch for a browser, and cannot then load the module beside its script.
globalThis.fetch = undefined
