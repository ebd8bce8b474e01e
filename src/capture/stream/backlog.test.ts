import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backlog, type BacklogMember } from './backlog.ts';

class Member implements BacklogMember {
  counted = 0;
  waitingSince = NaN;
  gaps = 0;
  readonly name: string;
  readonly #backlog: Backlog;
  readonly #log: string[];

  constructor(name: string, backlog: Backlog, log: string[]) {
    this.name = name;
    this.#backlog = backlog;
    this.#log = log;
  }

  wait(time: number, gaps = 1): void {
    this.gaps = gaps;
    this.#backlog.wait(this, time);
  }

  giveUpGap(time: number): void {
    this.#log.push(`${this.name} gives up at ${time}`);
    if (--this.gaps > 0) this.#backlog.wait(this, time);
    else this.#backlog.arrived(this);
  }

  release(): void {
    this.#log.push(`${this.name} releases`);
  }
}

function backlogOf(heldLimit: number, patience: number) {
  const log: string[] = [];
  const backlog = new Backlog(heldLimit, patience);
  const member = (name: string) => new Member(name, backlog, log);
  return { log, backlog, a: member('a'), b: member('b'), c: member('c') };
}

test('over the limit those who have held something longest give it up', () => {
  const { log, backlog, a, b, c } = backlogOf(100, 10);
  backlog.count(a, 40);
  backlog.count(b, 40);
  backlog.count(a, 50);
  assert.deepEqual(log, []);
  assert.equal(backlog.held, 90);
  backlog.count(c, 30);
  assert.deepEqual(log, ['a releases']);
  assert.equal(backlog.held, 70);
  backlog.count(b, 0);
  backlog.count(b, 60);
  backlog.count(a, 20);
  assert.deepEqual(log, ['a releases', 'c releases'], 'b let go of everything in between, so c has held longer');
  assert.equal(backlog.held, 80);
  backlog.count(a, 500);
  assert.equal(backlog.held, 0, 'more than the limit is too much for anyone');
});

test('a gap is given up when its time is over, and not before', () => {
  const { log, backlog, a, b } = backlogOf(100, 10);
  assert.equal(backlog.deadline, Infinity);
  a.wait(0);
  b.wait(5);
  assert.equal(backlog.deadline, 10);
  backlog.sweep(9);
  assert.deepEqual(log, []);
  backlog.sweep(10);
  assert.deepEqual(log, ['a gives up at 10']);
  assert.equal(backlog.deadline, 15);
  backlog.arrived(b);
  assert.equal(backlog.deadline, Infinity);
  backlog.sweep(100);
  assert.deepEqual(log, ['a gives up at 10']);
});

test('behind a gap that was given up, the next one has its own time', () => {
  const { log, backlog, a } = backlogOf(100, 10);
  a.wait(0, 2);
  backlog.sweep(25);
  assert.deepEqual(log, ['a gives up at 25']);
  backlog.sweep(35);
  assert.deepEqual(log, ['a gives up at 25', 'a gives up at 35']);
});

test('a capture without times waits for no deadline, and keeps nobody else from his', () => {
  const { log, backlog, a, b } = backlogOf(100, 10);
  a.wait(NaN);
  assert.equal(backlog.deadline, Infinity);
  b.wait(3);
  backlog.sweep(13);
  assert.deepEqual(log, ['a gives up at 13', 'b gives up at 13']);
});
