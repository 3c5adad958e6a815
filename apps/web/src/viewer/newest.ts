// One request at a time: of what is asked meanwhile, only the newest is sent when the one under way is answered. So the
// answers come in order, the newest last, and a slider that is dragged never piles up work at the server.
export class Newest<Question> {
  private running: AbortController | null = null;
  private waiting: { question: Question } | null = null;

  constructor(
    private readonly answer: (question: Question, signal: AbortSignal) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  ask(question: Question): void {
    this.waiting = { question };
    if (!this.running) void this.run();
  }

  // What is under way and what waits is of no use any more.
  cancel(): void {
    this.waiting = null;
    this.running?.abort();
    this.running = null;
  }

  private async run(): Promise<void> {
    while (this.waiting) {
      const { question } = this.waiting;
      const running = new AbortController();
      this.waiting = null;
      this.running = running;
      try {
        await this.answer(question, running.signal);
      } catch (error) {
        if (!running.signal.aborted) this.failed(error);
      }
      if (this.running !== running) return; // cancelled: who asks next starts anew
    }
    this.running = null;
  }
}
