/** The command line is wrong: status 2, as usual for commands. `help` is the command that tells what is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly help: string
  constructor(message: string, help = 'npx tcpless --help') {
    super(message)
    this.help = help
  }
}
