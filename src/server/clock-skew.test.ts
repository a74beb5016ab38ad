import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClockSkew } from './clock-skew.ts';

const second = 1000;

/** A node, by how much it and the others are ahead of the database. */
function node() {
  let [ahead, others]: [number, readonly number[]] = [0, []];
  const lines: string[] = [];
  const write = (level: string) => (fields: object, message: string) =>
    lines.push(`${level} ${(fields as { offSeconds: number }).offSeconds} ${message}`);
  const skew = new ClockSkew({
    clocks: { ahead: async () => ahead, exchange: async () => others, leave: async () => {} },
    wall: () => 0,
    log: { info: write('info'), warn: write('warn'), error: write('error') },
  });
  const look = async (own: number, ...of: readonly number[]) => {
    [ahead, others] = [own * second, of.map((one) => one * second)];
    await skew.compare();
    return skew.isWrong;
  };
  return { lines, look };
}

describe('the clock of a node', () => {
  it('that is as close to the database as clocks are says nothing', async () => {
    const { look, lines } = node();
    for (const ahead of [0, 5, -5]) assert.equal(await look(ahead, 0, -5), false);
    assert.deepEqual(lines, []);
  });

  it('that is some seconds off, or of a node that is alone, is told once, and goes on', async () => {
    const { look, lines } = node();
    for (const ahead of [0, 8, 9, 86_400]) assert.equal(await look(ahead), false);
    assert.equal(await look(-20, 9), false);
    assert.equal(await look(0, 9), false);
    assert.deepEqual(lines, [
      'warn 8 the clock differs from that of the database: set both by NTP',
      'info 0 the clock agrees with that of the database again',
    ]);
  });

  it('that is further from the database than that of another, and too far from it, ends the service until it is right', async () => {
    for (const ahead of [31, -31, 86_400]) {
      const { look, lines } = node();
      assert.equal(await look(ahead, 0), true);
      assert.equal(await look(ahead, 0, ahead), true);
      assert.equal(await look(1, ahead), false, 'the other one is wrong');
      assert.match(lines[0] ?? '', /^error -?\d+ the clock is wrong: this node serves nobody/);
    }
    assert.equal(await node().look(20, -20), true, 'where nobody is closer, neither is believed');
  });

  it('is believed when it is the database that is wrong, also before the others have seen that', async () => {
    const { look, lines } = node();
    assert.equal(await look(0, 0), false);
    for (const ahead of [600, -600]) {
      assert.equal(await look(ahead, 0), false);
      assert.equal(await look(ahead, ahead + 2, ahead - 3), false);
    }
    assert.equal(lines.length, 1);
  });

  it('that is put while the node serves is wrong when it was so twice', async () => {
    const { look } = node();
    assert.equal(await look(0, 0), false);
    assert.equal(await look(600, 0), false);
    assert.equal(await look(600, 0), true);
  });
});
