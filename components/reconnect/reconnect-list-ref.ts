import type { Category } from '@/lib/category';
import type { ReconnectQuery } from '@/lib/reconnect/select-rows';

/** Which list it is, and what of it is asked for. */
export type ListPlace = {
  readonly instance: string;
  readonly category: Category;
  readonly integrationKey: string;
  readonly change: string;
  readonly asked: ReconnectQuery;
};
