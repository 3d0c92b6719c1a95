import { TileSkeleton } from '@/components/integrations/tile-skeleton';

export default function Loading() {
  return <TileSkeleton />;
}
