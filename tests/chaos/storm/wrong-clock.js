/** Preloaded into a worker: its clock is off by MAESTRO_TEST_CLOCK_OFF_MS, as that of a machine which nobody set. */
const off = Number(process.env.MAESTRO_TEST_CLOCK_OFF_MS ?? 0);
const Right = Date;

globalThis.Date = class extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + off);
    else super(...given);
  }

  static now() {
    return Right.now() + off;
  }
};
