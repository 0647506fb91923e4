import { walkOfSizes } from '../sizes.mjs';

export const title = 'a person who zooms in sees them, too';

export const { options, end, run } = walkOfSizes(150);
