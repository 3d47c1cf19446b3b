/** What a shop does not take as it is written, and what becomes of it there. */
export function Losses({ losses }: { losses: readonly string[] }) {
  if (losses.length === 0) return null
  return (
    <div className="losses">
      <h4>Fitted to this shop</h4>
      <ul>
        {losses.map(says => (
          <li key={says}>{says}</li>
        ))}
      </ul>
    </div>
  )
}
