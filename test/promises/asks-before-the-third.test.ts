import { keeps } from './keeps.ts';

keeps(10);
