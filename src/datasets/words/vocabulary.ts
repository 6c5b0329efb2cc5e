/** @module Words, names and values that the suite `words` prints. */
import type { Random } from '../../domain/random.js';

export const WORDS =
  'anchor apple autumn bakery balcony barrel basket bicycle blanket bottle bridge butter cabinet camera candle canvas castle cellar chapel cherry circus clover copper cotton curtain dancer desert dinner doctor dragon engine fabric farmer feather fender fiddle finger flower forest garden garlic glacier gravel guitar hammer harbor hazel helmet honey hotel island jacket jungle kettle kitchen ladder lantern lemon letter library lumber magnet marble market meadow melon mirror monkey motor museum needle nickel ocean office orange orchard oven paddle palace pencil pepper pigeon pillow planet pocket potato prairie puzzle quartz rabbit radio railway ribbon river rocket saddle sailor sandal season shadow shelter silver spider spring station stream summer sunset tailor temple ticket timber tomato tower trumpet tunnel turtle valley velvet village violin wagon walnut window winter yellow zipper'.split(
    ' ',
  );

const FIRST =
  'Ada Ben Clara David Elena Felix Greta Hugo Ines Jonas Karin Louis Maria Nora Oscar Paula Ruth Simon Tina Victor'.split(
    ' ',
  );
const LAST =
  'Abbott Becker Carter Duval Ekman Fischer Garcia Hansen Ivarsson Jensen Keller Lopez Martin Novak Olsen Parker Quinn Rossi Stone Turner'.split(
    ' ',
  );
export const CITIES =
  'Bergen Bristol Cordoba Dublin Geneva Hamburg Krakow Lisbon Lyon Malmo Naples Ostrava Porto Seville Tampere Utrecht Verona Zagreb'.split(
    ' ',
  );
export const COUNTRIES =
  'Austria Belgium Croatia Denmark Finland Greece Hungary Ireland Italy Norway Portugal Spain'.split(' ');
export const GOODS =
  'Apple juice,Black tea,Brown bread,Butter,Carrots,Cheddar,Coffee beans,Cookies,Dish soap,Eggs,Flour,Garlic,Green olives,Honey,Lemons,Mushrooms,Oat milk,Olive oil,Orange jam,Pasta,Pepper,Potatoes,Rice,Sea salt,Sparkling water,Tomato sauce,Tuna,Walnuts,White beans,Yogurt'.split(
    ',',
  );
export const TRADES =
  'Baker Carpenter Dentist Driver Engineer Florist Gardener Librarian Nurse Painter Pilot Plumber Teacher Translator'.split(
    ' ',
  );
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

export function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

export function personName(random: Random): string {
  return `${random.pick(FIRST)} ${random.pick(LAST)}`;
}

export function calendarDate(random: Random): string {
  return `${random.int(1, 28)} ${random.pick(MONTHS)} ${random.int(1961, 2026)}`;
}

export function clockTime(random: Random): string {
  return `${random.int(6, 21)}:${random.pick(['00', '10', '15', '20', '30', '40', '45', '50'])}`;
}

/** So many digits; the first is none of 0. */
export function digits(random: Random, count: number): string {
  return Array.from({ length: count }, (_, index) => String(random.int(index === 0 ? 1 : 0, 9))).join('');
}

/** Letters and digits as on a parcel, e.g. `KX-4071`; none of those that look alike in print. */
export function code(random: Random): string {
  const letters = Array.from({ length: random.int(2, 3) }, () => random.pick(Array.from('ACEFHJKLMNPRTUVWXY')));
  return `${letters.join('')}-${Array.from({ length: 4 }, () => random.pick(Array.from('2345679'))).join('')}`;
}

/** Without repetition, in the order of chance. */
export function some<T>(random: Random, from: readonly T[], count: number): T[] {
  return random.shuffle(from).slice(0, count);
}
