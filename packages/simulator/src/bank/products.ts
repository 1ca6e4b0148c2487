import { PRODUCT_JOBS } from '@mx-member/http/create';
import type { Rules } from './options.ts';

/** One of the products that can be requested in v20250224 (OAS25 `SupportedProducts`). */
export type Product = keyof typeof PRODUCT_JOBS;

/** The names of these products. */
export const PRODUCTS = Object.keys(PRODUCT_JOBS) as readonly Product[];

/** The products that the institutions support. */
export const supportedProducts = ({ unsupportedJobs }: Rules): readonly Product[] =>
  PRODUCTS.filter((product) => !unsupportedJobs.includes(PRODUCT_JOBS[product]));
