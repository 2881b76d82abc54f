/** Words that anybody can make again, and choices among them as people make them: a few often, most hardly ever. */
import type { Random } from '../test/crash/random.ts';

const SYLLABLES = 'ba be bi bo da de di do fa fe ga go ka ki ko la le li lo ma me mi mo na ne ni no'
  .concat(' pa pe po ra re ri ro sa se si so ta te ti to va ve vi vo')
  .split(' ');

/** Different words of two or three syllables, always the same ones. */
export function vocabulary(size: number): readonly string[] {
  const count = SYLLABLES.length;
  return Array.from({ length: size }, (_, index) => {
    const [first, second, third] = [
      index % count,
      Math.floor(index / count) % count,
      Math.floor(index / count ** 2),
    ];
    const tail = third === 0 ? '' : (SYLLABLES[third - 1] ?? '');
    return `${SYLLABLES[first]}${SYLLABLES[second]}${tail}`;
  });
}

/** By Zipf's law: the n-th item is chosen about 1/n as often as the first. */
export function oftenFirst<Item>(random: Random, items: readonly Item[]): Item {
  const rank = Math.floor((items.length + 1) ** random.next()) - 1;
  return items[Math.min(rank, items.length - 1)] as Item;
}
