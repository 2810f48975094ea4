// Positions: "I have everything up to and including this offset, in this life of the log."

const TEXT = /^([a-z0-9]{12})-(0|[1-9][0-9]{0,14})$/;

/** A position in a channel. Immutable. */
export class Position {
  /** @param {string} epoch names one life of the log @param {number} offset 0 = nothing yet */
  constructor(epoch, offset) {
    this.epoch = epoch;
    this.offset = offset;
    Object.freeze(this);
  }

  /** @param {unknown} text `<epoch>-<offset>` @returns {Position | null} null when it is no position */
  static parse(text) {
    const parts = typeof text === 'string' ? TEXT.exec(text) : null;
    return parts ? new Position(parts[1], Number(parts[2])) : null;
  }

  /** @param {string | null} tag an ETag, maybe marked weak by a proxy that compresses @returns {Position | null} */
  static ofTag(tag) {
    return tag ? Position.parse(tag.replace(/^W\//, '').replaceAll('"', '')) : null;
  }

  /** Whether both are of the same life; only then they can be compared. */
  isOfEpochOf(other) {
    return other !== null && this.epoch === other.epoch;
  }

  /** Whether it is of the same life and not before the other. */
  hasReached(other) {
    return this.isOfEpochOf(other) && this.offset >= other.offset;
  }

  toString() {
    return `${this.epoch}-${this.offset}`;
  }
}
