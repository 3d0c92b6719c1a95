import { notFound } from 'next/navigation';
import { isCategory } from '@/lib/category';

export default async function CategoryLayout({
  params,
  children,
}: LayoutProps<'/[instance]/settings/integrations/[category]'>) {
  const { category } = await params;
  if (!isCategory(category)) notFound();
  return children;
}
