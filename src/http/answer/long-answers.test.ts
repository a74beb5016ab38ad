import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { listOf, string } from '../../operation/answer-shape.ts';
import { nextTurn } from '../../turns.ts';
import { LongAnswers } from './long-answers.ts';

const long = { answer: { status: 200, shape: listOf(string), isLong: true } } as const;
const responseOf = () => new ServerResponse(new IncomingMessage(new Socket()));

/** Asks so often, and tells which of them have their turn. */
function world(count: number) {
  const answers = new LongAnswers();
  const all = Array.from({ length: count }, () => ({ response: responseOf(), state: 'waiting' }));
  for (const one of all) {
    const say = (state: string) => {
      one.state = state;
    };
    answers.enter(long, 'a', one.response).then(
      () => say('begun'),
      (error: { failure: { code: string } }) => say(error.failure.code),
    );
  }
  const states = async () => {
    await nextTurn();
    return all.map(({ state }) => state);
  };
  return { answers, all, states };
}

describe('long answers', () => {
  it('of an organization wait for each other, and begin when one before has been taken, or its caller is gone', async () => {
    const { all, states } = world(7);
    assert.deepEqual(await states(), [...Array(4).fill('begun'), ...Array(3).fill('waiting')]);
    all[5]?.response.emit('close');
    all[2]?.response.emit('close');
    assert.deepEqual(await states(), [...Array(5).fill('begun'), 'Cancelled', 'waiting']);
    all[4]?.response.emit('close');
    assert.deepEqual(await states(), [...Array(5).fill('begun'), 'Cancelled', 'begun']);
  });

  it('of others do not wait for them, nor does a short answer, nor what belongs to an answer that has begun', async () => {
    const { answers, all } = world(20);
    await answers.enter(long, 'b', responseOf());
    await answers.enter({ answer: { status: 204 } }, 'a', responseOf());
    await answers.enter(long, 'a', all[0]?.response ?? responseOf());
  });

  it('are refused when many wait', async () => {
    const states = await world(70).states();
    assert.deepEqual(states.slice(67), ['waiting', 'Overloaded', 'Overloaded']);
  });
});
