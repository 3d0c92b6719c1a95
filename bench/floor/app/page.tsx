import { cookies } from 'next/headers';
import { greetAction } from './actions';

/** Dynamic, since it reads a cookie, with one form that needs no client component: the least a signed-in page is. */
export default async function FloorPage() {
  const name = (await cookies()).get('name')?.value ?? 'nobody';
  return (
    <main>
      <h1>Hello, {name}</h1>
      <form action={greetAction}>
        <input name="name" aria-label="Name" />
        <button type="submit">Greet</button>
      </form>
    </main>
  );
}
