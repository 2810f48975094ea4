// Follows the tasks as the activity page does, in a world where the client's times are a twentieth, and books what comes.

window.book = { offset: -1, faults: [], states: new Set(), documents: new Map() };

async function follow() {
  const [{ Follower }, { browser }] = await Promise.all([
    import('/client/follower.js'),
    import('/client/environment.js'),
  ]);
  const environment = { ...browser(), setTimeout: (action, millis) => setTimeout(action, millis / 20) };
  const advance = (position, isWhole) => {
    const { offset } = book;
    if (isWhole ? position.offset <= offset : position.offset !== offset + 1) {
      book.faults.push(`${position.offset} after ${offset}`);
    }
    book.offset = position.offset;
  };
  const listener = {
    state: (state) => book.states.add(state),
    snapshot: ({ documents, position }) => {
      advance(position, true);
      book.documents = new Map(documents.map((document) => [document.id, document.version]));
    },
    publication: ({ data }, position) => {
      advance(position, false);
      book.documents.set(data.id, data.version);
    },
    loadFailed: (error) => book.faults.push(String(error)),
    signedOut: () => book.faults.push('signed out'),
  };
  window.follower = new Follower({
    collection: 'tasks',
    events: ['task-created', 'task-updated'],
    environment,
    listener,
  });
  follower.start();
}
