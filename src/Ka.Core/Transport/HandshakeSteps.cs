using System;
using Ka.Wire;

namespace Ka.Transport;

/// <summary>A message that must come next.</summary>
internal static class HandshakeSteps
{
    /// <exception cref="HandshakeException">Another one came, a refusal, or none.</exception>
    public static T Expect<T>(Connection connection)
        where T : ControlMessage
    {
        try
        {
            if (!connection.TryReceive(out var message, out var lost))
                throw new HandshakeException($"{connection.Remote}: {lost}", isFinal: false);
            return message switch
            {
                T expected => expected,
                Refused refused => throw new HandshakeException(
                    $"{connection.Remote} refused: {refused.Reason}",
                    isFinal: refused.RetryAfter == TimeSpan.Zero
                )
                {
                    RetryAfter = refused.RetryAfter,
                },
                _ => throw new HandshakeException(
                    $"{connection.Remote}: {message.Type} where {typeof(T).Name} was due",
                    isFinal: true
                ),
            };
        }
        catch (ProtocolException e)
        {
            throw new HandshakeException($"{connection.Remote}: {e.Message}", isFinal: true);
        }
    }
}
