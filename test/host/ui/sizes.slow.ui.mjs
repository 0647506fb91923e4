import { walkOfSizes } from '../sizes.mjs';

export const title = 'a person sees trees, hover, audit and page in each width and theme, with 1, 5 and 30 targets';

export const { options, end, run } = walkOfSizes(100);
