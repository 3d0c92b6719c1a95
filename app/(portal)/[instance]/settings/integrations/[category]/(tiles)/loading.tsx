import { TileSkeleton } from '@/components/tiles/tile-skeleton';

export default function Loading() {
  return <TileSkeleton />;
}
