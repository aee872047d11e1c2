using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ka.TestKit;

/// <summary>The door to QEMU itself (QMP): one command, one answer.</summary>
internal sealed class VmMonitor : IDisposable
{
    public const string Socket = "qmp";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private StreamReader? _reader;
    private Socket? _connection;

    public VmMonitor(string directory)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory, Socket)));
        _listener.Listen(1);
    }

    /// <summary>Runs a command and waits for its answer.</summary>
    /// <exception cref="VmException">It was refused, or QEMU is gone.</exception>
    public void Execute(string command, JsonObject? arguments = null)
    {
        try
        {
            Connect();
            Say(new JsonObject { ["execute"] = command, ["arguments"] = arguments ?? [] });
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new VmException($"QEMU: {command}: {e.Message}");
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _connection?.Dispose();
        _listener.Dispose();
    }

    private void Connect()
    {
        if (_connection is not null)
            return;
        if (!_listener.Poll(s_patience, SelectMode.SelectRead))
            throw new IOException("it did not connect");
        _connection = _listener.Accept();
        _connection.ReceiveTimeout = (int)(s_patience * Vm.Slowness).TotalMilliseconds;
        _reader = new StreamReader(new NetworkStream(_connection));
        _reader.ReadLine();
        Say(new JsonObject { ["execute"] = "qmp_capabilities" });
    }

    private void Say(JsonObject command)
    {
        _connection!.Send(Encoding.UTF8.GetBytes(command.ToJsonString() + "\n"));
        // Events come between.
        while (true)
        {
            using var answer = JsonDocument.Parse(_reader!.ReadLine() ?? throw new IOException("it closed the connection"));
            if (answer.RootElement.TryGetProperty("error", out var error))
                throw new VmException($"QEMU: {command.ToJsonString()}: {error.GetProperty("desc").GetString()}");
            if (answer.RootElement.TryGetProperty("return", out _))
                return;
        }
    }
}
