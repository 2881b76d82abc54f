import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonical, parse } from '../syntax/index.ts';
import { nearestKey, type ParameterKey, parameterOf, parameters, placementKeys } from './index.ts';

const keys = Object.keys(parameters) as ParameterKey[];

/** Every key of spec 2 to 4 and 7, in the order of its tables. */
const SPECIFIED = `
  w h ar dpr c cm x y xc yc fo z bg r b rt fl t o bl pg dn di n orig c2pa vc ac so eo du sr q f lo pr md cp
  e-grayscale e-contrast e-sharpen e-usm e-shadow e-gradient e-colorize e-distort cr
  e-removedotbg e-bgremove e-changebg e-edit e-dropshadow e-retouch e-upscale e-genvar
  lx ly lxc lyc lap lfo lso leo ldu lm i ie fs ff co tg ia pa lh al fol fsh`
  .trim()
  .split(/\s+/);

/** An item in a text where it may stand. */
const inPlace = (key: ParameterKey, item: string) =>
  placementKeys.has(key) ? `l-image,i-a.png,${item},l-end` : item;

describe('the registry', () => {
  it('has every key of the specification and no other', () => {
    assert.deepEqual([...keys].sort(), [...SPECIFIED].sort());
  });

  for (const key of keys)
    it(`${key}: its examples are valid, its own, and have one canonical form`, () => {
      for (const example of parameterOf(key).examples) {
        assert.ok(example === key || example.startsWith(`${key}-`), example);
        const once = canonical(parse(inPlace(key, example)));
        assert.equal(canonical(parse(once, { form: 'query' })), once, example);
      }
    });

  it('describes every parameter in sentences', () => {
    for (const key of keys) {
      const { summary, grammar, byDefault } = parameterOf(key);
      assert.match(summary, /^[A-Z`@].*\.$/s, key);
      assert.ok(grammar.allowed.length > 0 && byDefault.length > 0, key);
    }
  });

  it('knows the nearest key of a typing error and of an option of the SDKs', () => {
    for (const [typed, meant] of [
      ['width', 'w'],
      ['cropMode', 'cm'],
      ['e-sharp', 'e-sharpen'],
      ['e-greyscale', 'e-grayscale'],
      ['W', 'w'],
      ['wdith', 'w'],
      ['hight', 'h'],
      ['qualty', 'q'],
      ['cropmode', 'cm'],
      ['crop_mode', 'cm'],
      ['aspectratio', 'ar'],
      ['e-blur', 'bl'],
      ['qq', 'q'],
      ['ö', undefined],
      ['', undefined],
      ['rndm_trnsf', undefined],
      ['a'.repeat(1000), undefined],
    ] as const)
      assert.equal(nearestKey(typed), meant, typed);
  });
});
