// Every test suite, one row each.
//
// name     what `npm test -- NAME` picks
// about    what it proves, for the reader of the output
// build    what must be built first (scripts/build.mjs)
// needs    groups of wasm/toolchain/setup.sh besides the toolchain
// command  the runner; {report} is the path where it writes JUnit XML (the same as TCPLESS_REPORT)
// report   'junit', or 'exit' for a command that is one test by itself
// quick    part of `npm run check`, under two minutes in all, which runs it with TCPLESS_CHECK=1
// minutes  the time after which it is stopped and has failed; 5 unless it is given
// soak     the same in `npm run soak`, which runs it with TCPLESS_SOAK=1; without it the suite is no part of that

/** Vitest with a configuration of its own, or vitest.config.ts. */
const vitest = (...args) => [
  ...['node_modules/.bin/vitest', 'run', '--reporter=default', '--reporter=junit', '--outputFile.junit={report}'],
  ...args,
]

/** @type {{name: string, about: string, command: string[], report: 'junit' | 'exit', build?: string[], needs?: string[], quick?: boolean, minutes?: number, soak?: number}[]} */
export const suites = [
  {
    name: 'lint',
    about: 'format, lint rules, types, lock file',
    build: ['dist'],
    command: ['node', 'scripts/lint.mjs'],
    report: 'junit',
    quick: true,
  },
  {
    name: 'scripts',
    about: 'how test results are counted',
    command: [
      'node',
      '--test',
      '--test-reporter=junit',
      '--test-reporter-destination={report}',
      'scripts/test.test.mjs',
    ],
    report: 'junit',
    quick: true,
  },
  {
    name: 'native',
    about: 'the core on the host under AddressSanitizer and UndefinedBehaviorSanitizer',
    build: ['native'],
    command: ['build/native/core_tests', '--reporter=junit::out={report}', '--reporter=console'],
    report: 'junit',
    quick: true,
    soak: 60,
  },
  {
    name: 'emscripten',
    about: 'the same tests in WebAssembly under Node',
    build: ['emscripten'],
    command: ['node', 'build/emscripten/core_tests.js', '--reporter=junit::out={report}', '--reporter=console'],
    report: 'junit',
  },
  {
    name: 'modules',
    about: 'modules of both builds: no imports, the exports of bindings/exports.txt',
    build: ['wasi', 'emscripten'],
    command: ['node', 'scripts/check-module.mjs', 'wasi', 'emscripten'],
    report: 'junit',
  },
  {
    name: 'core',
    about: 'spec cases and golden bodies in the modules of both builds',
    build: ['wasi', 'emscripten'],
    command: vitest('--config', 'tests/js/core/vitest.config.ts'),
    report: 'junit',
  },
  {
    name: 'javascript',
    about: 'the package on Node, with PostgreSQL and MariaDB behind the gateway',
    build: ['dist'],
    needs: ['postgresql', 'mariadb'],
    command: vitest('--exclude=tests/js/gateway/**'),
    report: 'junit',
    quick: true,
    minutes: 20,
    soak: 120,
  },
  {
    name: 'gateway',
    about: 'the gateway in front of PostgreSQL and PGlite, and the official driver on it',
    build: ['dist'],
    needs: ['postgresql', 'mariadb'],
    command: vitest('tests/js/gateway'),
    report: 'junit',
    minutes: 10,
  },
  {
    name: 'workerd',
    about: 'the package inside workerd, by the Workers integration of Vitest',
    build: ['dist'],
    command: vitest('--config', 'tests/js/workerd/vitest.config.ts'),
    report: 'junit',
  },
  {
    name: 'work',
    about: 'no input makes the core do more than its size is worth',
    build: ['work'],
    needs: ['valgrind'],
    command: ['node', 'tests/work/run.mjs'],
    report: 'junit',
  },
  {
    name: 'fuzz',
    about: 'fuzzers under AddressSanitizer and UndefinedBehaviorSanitizer, four minutes in all',
    build: ['fuzz'],
    command: ['node', 'scripts/fuzz.mjs'],
    report: 'junit',
    minutes: 10,
    soak: 90,
  },
  {
    name: 'example',
    about: 'the example under wrangler dev in Chromium, as Vercel functions, and its start and end',
    build: ['dist'],
    needs: ['chromium', 'mariadb'],
    command: vitest('--config', 'tests/js/example/vitest.config.ts'),
    report: 'junit',
    minutes: 8,
  },
  {
    name: 'package',
    about: 'the packed tarball installed and run in every runtime and through every bundler',
    build: ['dist'],
    needs: ['mariadb'],
    command: ['node', 'tests/package/run.mjs'],
    report: 'junit',
    minutes: 12,
  },
]
