using System;
using Ka.Replica;

namespace Ka.Reporting;

/// <summary>A run on a node, for programs: docs/json-events.md.</summary>
internal sealed class ReplicaJson(JsonLines lines)
{
    public void Report(ReplicaEvent happened)
    {
        switch (happened)
        {
            case ReplicaEvent.Searching e:
                lines.Write("searching", json => json.WriteString("session", e.Session.ToString()));
                break;
            case ReplicaEvent.NotYet e:
                lines.Write("notYet", json => json.WriteString("reason", e.Reason));
                break;
            case ReplicaEvent.Joined e:
                lines.Write("joined", json =>
                {
                    json.WriteString("server", e.Server.ToString());
                    json.WriteNumber("id", e.Id);
                });
                break;
            case ReplicaEvent.Judged e:
                lines.Write("judged", json => InstallJson.Write(json, e.Verdict));
                break;
            case ReplicaEvent.Proceeding:
                lines.Write("proceeding", _ => { });
                break;
            case ReplicaEvent.Stepped e:
                lines.Write("step", json => InstallJson.Write(json, e.Step));
                break;
            case ReplicaEvent.Printed e:
                lines.Write("printed", json => json.WriteString("line", e.Line));
                break;
            case ReplicaEvent.Waiting e:
                lines.Write("waiting", json =>
                {
                    json.WriteNumber("joined", e.Present);
                    json.WriteNumber("expected", e.Expected);
                });
                break;
            case ReplicaEvent.Started e:
                lines.Write("started", json =>
                {
                    json.WriteNumber("index", e.Index);
                    json.WriteNumber("total", e.Total);
                });
                break;
            case ReplicaEvent.StreamBegun e:
                lines.Write("stream", json => json.WriteString("name", e.Name.ToString()));
                break;
            case ReplicaEvent.LeftBehind e:
                lines.Write("leftBehind", json => json.WriteString("reason", e.Reason));
                break;
            case ReplicaEvent.ParentChanged e:
                lines.Write("parent", json => json.WriteString("what", e.What));
                break;
            case ReplicaEvent.Progressed e:
                lines.Write("progress", json =>
                {
                    json.WriteNumber("elapsed", Math.Round(e.Elapsed.TotalSeconds, 3));
                    json.WriteNumber("bytes", e.PlainBytes);
                    json.WriteNumber("sealedBytes", e.SealedBytes);
                    if (e.ExpectedBytes is { } expected)
                        json.WriteNumber("expectedBytes", expected);
                    else
                        json.WriteNull("expectedBytes");
                });
                break;
            case ReplicaEvent.Noted e:
                lines.Write("note", json => json.WriteString("note", e.Note));
                break;
            case ReplicaEvent.Ended e:
                lines.Write("end", json =>
                {
                    json.WriteString("state", e.IsDone ? "done" : "failed");
                    json.WriteString("reason", e.Reason);
                    json.WriteNumber("bytes", e.PlainBytes);
                    json.WriteNumber("seconds", Math.Round(e.Elapsed.TotalSeconds, 3));
                    json.WriteNumber("nodesDone", e.NodesDone);
                    json.WriteNumber("nodesTotal", e.NodesTotal);
                });
                break;
        }
    }
}
