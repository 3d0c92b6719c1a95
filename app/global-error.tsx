'use client';

// Replaces the root layout when that itself fails, so it has neither its messages nor its styles to rely on.
export default function GlobalError() {
  return (
    <html lang="en">
      <head>
        <title>Switchboard</title>
      </head>
      <body>
        <main>
          <h1>Something went wrong on our side</h1>
          <p>Reload the page. If it happens again, tell whoever runs this server.</p>
          <div lang="fr">
            <h1>Un problème est survenu de notre côté</h1>
            <p>Rechargez la page. Si cela se reproduit, prévenez la personne qui gère ce serveur.</p>
          </div>
        </main>
      </body>
    </html>
  );
}
